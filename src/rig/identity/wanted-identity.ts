import type { ModuleLocator } from '../config/schema.ts';

const plain = (id: string): string => id.toLowerCase().replaceAll(/[^0-9a-f]/g, '');

/** What a module has to say of itself to be the one that is meant: its IMEI or its MAC address. */
export function wantedId({ imei, mac }: Pick<ModuleLocator, 'imei' | 'mac'>): string | undefined {
  const id = imei ?? mac;
  return id === undefined ? undefined : plain(id);
}

/** Whether what a module said is what is wanted. */
export const isId = (said: string | undefined, wanted: string): boolean => said !== undefined && plain(said) === wanted;

/**
 * Why a module is not the one that a locator means, for people; undefined when it is, or when any is meant.
 * @param place where it is
 */
export function whyNot(
  locator: Pick<ModuleLocator, 'imei' | 'mac'>,
  said: string | undefined,
  place: string,
): string | undefined {
  const wanted = wantedId(locator);
  if (wanted === undefined || isId(said, wanted)) return undefined;
  const [name, meant] = locator.imei === undefined ? ['MAC address', locator.mac] : ['IMEI', locator.imei];
  return said === undefined
    ? `the module at ${place} did not say its ${name}, and the one with ${meant} is meant`
    : `the module at ${place} has the ${name} ${said}, and the one with ${meant} is meant`;
}
