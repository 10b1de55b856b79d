type Numbers = Readonly<Record<string, number>>;

/** @throws {RangeError} for an option that is not a finite number, which comparisons would let pass without a word */
export function finiteOptions(of: string, options: Numbers): void {
  for (const [name, value] of Object.entries(options)) {
    if (!Number.isFinite(value)) throw new RangeError(`${of}: ${name} is ${value}`);
  }
}

/** @throws {RangeError} for an option that is not a finite number above zero */
export function positiveOptions(of: string, options: Numbers): void {
  for (const [name, value] of Object.entries(options)) {
    if (!(value > 0 && Number.isFinite(value))) throw new RangeError(`${of}: ${name} is ${value}, not above zero`);
  }
}

/** @throws {RangeError} for an option that is not a whole number from 1 */
export function countOptions(of: string, options: Numbers): void {
  for (const [name, value] of Object.entries(options)) {
    if (!(Number.isInteger(value) && value > 0)) throw new RangeError(`${of}: ${name} is ${value}, not a count`);
  }
}
