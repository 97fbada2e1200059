/** What is added to the loss in training so that the last layer's outputs stay small and slow; 0 where left out. */
export interface RegularizationOptions {
  /** Alpha of AR, usually 2: see `activationRegularization`. */
  readonly activation?: number;
  /** Beta of TAR, usually 1: see `temporalRegularization`. */
  readonly temporal?: number;
}

export type RegularizationConfig = Readonly<Required<RegularizationOptions>>;

/** The options with their defaults. @throws RangeError unless each is a finite number of at least 0. */
export function regularizationConfig(
  options: RegularizationOptions | undefined,
  owner: string,
): RegularizationConfig {
  const { activation = 0, temporal = 0 } = options ?? {};
  for (const [name, value] of Object.entries({ activation, temporal })) {
    if (!(typeof value === "number" && value >= 0 && Number.isFinite(value))) {
      throw new RangeError(`${owner}: expected regularization.${name} to be 0 or more, got ${value}`);
    }
  }
  return { activation, temporal };
}
