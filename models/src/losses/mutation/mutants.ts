/** A file's code with one number made wrong. */
export interface Mutant {
  /** The number that was there, and the line it is on. */
  readonly change: string;
  readonly code: string;
}

/** Comments and text are found first, so that no number is looked for in them. */
const token = /\/\/.*|\/\*[^]*?\*\/|"[^"]*"|`[^`]*`|(?<![\w$.])\d[\d.]*(?:e-?\d+)?/g;

/**
 * One mutant for each number in the code: whole ones become one more, others a hundredth more. Not those on a line that
 * throws: what is refused is no part of the value, and has tests of its own.
 */
export function mutants(code: string): Mutant[] {
  return [...code.matchAll(token)]
    .filter(([found]) => /^\d/.test(found))
    .map(({ 0: number, index }) => {
      const wrong = /^\d+$/.test(number) ? Number(number) + 1 : Number(number) * 1.01;
      const line = code.slice(code.lastIndexOf("\n", index) + 1, code.indexOf("\n", index)).trim();
      return {
        change: `${number} in ${line.replaceAll(/ +/g, " ")}`,
        code: code.slice(0, index) + String(wrong) + code.slice(index + number.length),
      };
    })
    .filter(({ change }) => !change.includes("throw new RangeError"));
}
