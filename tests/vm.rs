//! Contexts of `node:vm`: a sandbox in front of a realm's built-ins.

use std::process::Command;

fn run(code: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_ouro")).args(["-e", code]).output().expect("the program starts");
    String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
}

#[test]
fn declarations_reach_the_sandbox() {
    let code = "const vm = require('vm'); const s = vm.createContext({ a: 1 }); vm.runInContext('var b = a + 1; function f() {} c = 3; let d = 4', s);
        console.log(Object.keys(s).join(), s.b, typeof s.f, s.c, s.d, vm.runInContext('d', s), typeof b);";
    assert_eq!(run(code), "a,f,b,c 2 function 3 undefined 4 undefined\n");
}

#[test]
fn built_ins_are_the_realms_own() {
    let code = "const vm = require('vm'); const s = vm.createContext({}); console.log(vm.runInContext('[] instanceof Array', s), vm.runInContext('[]', s) instanceof Array,
        vm.runInContext('Array = 1; Array', s), s.Array, typeof Array, vm.runInContext('delete globalThis.Array; typeof Array', s));";
    assert_eq!(run(code), "true false 1 1 function undefined\n");
}

#[test]
fn accessors_and_frozen_properties_of_the_sandbox_count() {
    let code = "const vm = require('vm'); const s = Object.freeze({ x: 1 }); vm.createContext(s); vm.runInContext('x = 2', s);
        const t = { get y() { return 5 } }; vm.createContext(t); console.log(s.x, vm.runInContext('y', t), vm.runInContext('globalThis === this', t));";
    assert_eq!(run(code), "1 5 true\n");
}
