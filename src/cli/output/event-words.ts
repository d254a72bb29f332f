import type { ConnectivityEvent, EventType, ModuleIdentity } from '../../connectivity/index.ts';

/** `Quectel BG95-M3, BG95M3LAR02A04`. */
function identityWords({ manufacturer, model, firmware }: ModuleIdentity): string {
  return [[manufacturer, model].filter(Boolean).join(' '), firmware].filter(Boolean).join(', ');
}

/** The events whose names do not say it all. */
const words: { readonly [Type in EventType]?: (event: ConnectivityEvent<Type>) => string } = {
  'address-added': ({ address }) => address.address,
  'address-removed': ({ address }) => address.address,
  'connection-timeout': ({ timeoutS }) => `after ${timeoutS} s`,
  'idle-timeout': ({ idleTimeoutS }) => `after ${idleTimeoutS} s`,
  'fatal-error': ({ reason }) => reason,
  offline: ({ reason }) => reason,
  portal: ({ location = '' }) => location,
  'module-ready': ({ identity }) => identityWords(identity),
  'attempt-phase': ({ phase, detail }) => (detail === undefined ? phase : `${phase}: ${detail}`),
  fact: ({ fact }) => `${fact.name}: ${fact.value}`,
};

/** What an event carries beside its name and its cause, in words; empty when its name says it all. */
export function eventWords(event: ConnectivityEvent): string {
  const say = words[event.type] as ((event: ConnectivityEvent) => string) | undefined;
  return say?.(event) ?? '';
}

/** What an event is called in a line: a fact is known by its own name, which its words begin with. */
export function eventTitle(event: ConnectivityEvent): string {
  return event.type === 'fact' ? '' : event.type;
}
