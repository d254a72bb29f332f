import { randomDigits } from './random.ts';

/** The check digit of an IMEI (3GPP TS 23.003 annex B: Luhn over the first 14 digits). */
export function checkDigit(fourteen: string): string {
  let sum = 0;
  for (const [index, character] of [...fourteen].entries()) {
    const digit = Number(character) * (index % 2 === 0 ? 1 : 2);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return String((10 - (sum % 10)) % 10);
}

/** An IMEI with the type allocation code of the model. */
export function makeImei(typeAllocationCode: string, random: () => number): string {
  const body = typeAllocationCode + randomDigits(random, 14 - typeAllocationCode.length);
  return body + checkDigit(body);
}
