const LARGEST = 65504;

/** The bits of the nearest float16 (IEEE 754 binary16); what is too large becomes the largest. */
export function toHalf(value) {
  const size = Math.min(Math.abs(value), LARGEST);
  const exponent = Math.max(Math.floor(Math.log2(size)), -14);
  // With the leading one, which a rounding up carries into the exponent; without it below 2^-14.
  const fraction = Math.round(size / 2 ** (exponent - 10));
  const sign = value < 0 ? 0x8000 : 0;
  return sign | (((exponent + 15) << 10) + fraction - 1024);
}
