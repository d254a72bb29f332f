import type { Check } from '../check.ts';

export const moduleUnknown: Check = {
  code: 'MODULE_UNKNOWN',
  title: 'no driver knows the module',
  layer: 'module',
  blocks: true,
  look: ({ module }) => {
    if (module === undefined || module.driver !== undefined) return undefined;
    const words = [module.manufacturer, module.model, module.firmware].filter(Boolean).join(' ');
    return {
      reason: `it answers AT and calls itself ${words === '' ? 'nothing' : `"${words}"`}: no driver is written for that`,
      mend: 'atlink up PORT --driver NAME, if it is a relative of a module that is known',
    };
  },
};
