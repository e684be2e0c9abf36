# Every target applies our edits of the engine first: a moment when nothing changed.

CARGO ?= cargo
CASE ?=

.DEFAULT_GOAL := help
.PHONY: help engine build release run test conformance record lint fmt bench clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  \1\t\2/' | expand -t 16

engine: ## put our edits into the published engine crates
	@if [ -x engine/apply ]; then engine/apply; fi

build: engine ## build for development
	$(CARGO) build

release: engine ## build the program that users get
	$(CARGO) build --release

run: engine ## build Ouro and run an example on a real file
	$(CARGO) run --quiet -- examples/contents.js README.md

test: engine ## all tests
	$(CARGO) test

conformance: engine ## the pinned suites (checkouts named by environment variables)
	$(CARGO) test --release --test conformance -- --suite cases
	$(CARGO) test --release --test conformance -- --suite node

record: engine ## record conformance cases with the real Node that OURO_NODE names (CASE=name for one)
	$(CARGO) test --test conformance -- --bless $(CASE)

lint: engine ## what reviewers should not have to say
	$(CARGO) fmt --check
	$(CARGO) clippy --all-targets

fmt: ## format the Rust code
	$(CARGO) fmt

bench: engine ## start-up, memory, ticks and timers against the Node that OURO_NODE names
	$(CARGO) bench --bench compare

clean: ## remove what was built
	$(CARGO) clean
