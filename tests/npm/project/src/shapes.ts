export interface Shape {
  readonly name: string;
  area(): number;
}

export abstract class Base implements Shape {
  constructor(public readonly name: string) {}
  abstract area(): number;
  toString(): string {
    return `${this.name}: ${this.area().toFixed(2)}`;
  }
}

export class Circle extends Base {
  #radius: number;
  constructor(radius: number) {
    super('circle');
    this.#radius = radius;
  }
  area(): number {
    return Math.PI * this.#radius ** 2;
  }
}

export enum Unit { Metre = 'm', Foot = 'ft' }
