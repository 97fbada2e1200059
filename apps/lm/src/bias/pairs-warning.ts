/** What every report on CrowS-Pairs must say of the data, in our words. */
export const PAIRS_WARNING =
  "CrowS-Pairs is noisy data about the United States: its authors advise against it as the only measure of a model's bias, " +
  "and Blodgett et al. 2021 describe pairs with unclear stereotypes, wrong grammar, or sentences that differ in more than " +
  "the group. A share near 50% does not show that a model is fair.";
