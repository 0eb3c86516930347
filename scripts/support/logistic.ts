/** Rows of a logistic regression: features (without the constant), whether it happened, and how much the row counts. */
export interface Observation {
  readonly x: readonly number[];
  readonly y: boolean;
  readonly weight: number;
}

const STEPS = 3_000;
const RATE = 1;

/** Logistic regression by gradient descent over standardised features; returns the constant and weights for plain ones. */
export function logistic(rows: readonly Observation[]): { bias: number; weights: number[] } {
  const size = rows[0]?.x.length ?? 0;
  const mass = rows.reduce((sum, { weight }) => sum + weight, 0);
  const at = Array.from({ length: size }, (_, f) => f);
  const mean = at.map((f) => rows.reduce((sum, { x, weight }) => sum + weight * (x[f] ?? 0), 0) / mass);
  const spread = at.map(
    (f) =>
      Math.sqrt(
        rows.reduce((sum, { x, weight }) => sum + weight * ((x[f] ?? 0) - (mean[f] ?? 0)) ** 2, 0) / mass,
      ) + 1e-9,
  );
  const data = rows.map(({ x, y, weight }) => ({
    y: y ? 1 : 0,
    weight,
    z: Float64Array.from(at, (f) => ((x[f] ?? 0) - (mean[f] ?? 0)) / (spread[f] ?? 1)),
  }));
  const own = new Float64Array(size);
  let constant = 0;
  for (let step = 0; step < STEPS; step++) {
    const gradient = new Float64Array(size);
    let ofConstant = 0;
    for (const { y, weight, z } of data) {
      let sum = constant;
      for (let f = 0; f < size; f++) sum += (own[f] as number) * (z[f] as number);
      const error = (weight * (1 / (1 + Math.exp(-sum)) - y)) / mass;
      ofConstant += error;
      for (let f = 0; f < size; f++) gradient[f] = (gradient[f] as number) + error * (z[f] as number);
    }
    constant -= RATE * ofConstant;
    for (let f = 0; f < size; f++) own[f] = (own[f] as number) - RATE * (gradient[f] as number);
  }
  const weights = at.map((f) => (own[f] as number) / (spread[f] ?? 1));
  return { bias: at.reduce((sum, f) => sum - (weights[f] ?? 0) * (mean[f] ?? 0), constant), weights };
}
