/** What was measured has no more digits than six; numbers that rise go on rising, or stay. */
export function rounded<Measured>(measured: Measured): Measured {
  const json = JSON.stringify(measured, (_, value: unknown) =>
    typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(digits)) : value,
  );
  return JSON.parse(json) as Measured;
}

const digits = 6;
