import { Circle, Shape, Unit } from './shapes';

async function* numbers(limit: number): AsyncGenerator<number> {
  for (let i = 1; i <= limit; i++) yield i;
}

export async function total(shapes: Shape[], unit: Unit = Unit.Metre): Promise<string> {
  let sum = 0;
  for (const shape of shapes) sum += shape.area();
  for await (const n of numbers(3)) sum += n ?? 0;
  return `${sum.toFixed(1)} ${unit}²`;
}

void total([new Circle(1), new Circle(2)]).then((text) => text.length);

const wrong: number = 'a type error on purpose';
