import type { Driver } from './suppliers.ts';

/** Refuses an option that the driver (or, where the module has yet to be asked, any driver) does not take. */
export function optionChecker(
  drivers: readonly Driver[],
): (driver: string | undefined, name: string, value: string) => void {
  const port = {
    name: 'the configuration',
    open: () => Promise.reject(new Error('nothing is opened while a configuration is read')),
  };
  return (driver, name, value) => {
    const candidates = driver === undefined ? drivers : drivers.filter((each) => each.name === driver);
    let refusal: unknown;
    for (const { implementation } of candidates) {
      try {
        // A context that is never initialised does nothing but look at its options.
        implementation.createContext({ port, options: { [name]: value } });
        return;
      } catch (thrown) {
        // What a driver that has the option says of its value is worth more than that another has none.
        if (refusal === undefined || (thrown as { code?: string }).code !== 'ENOPROTOOPT') refusal = thrown;
      }
    }
    if (refusal !== undefined) throw refusal;
  };
}
