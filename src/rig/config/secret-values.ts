const secretName = /pin|puk|pass|secret|key|token/i;

/** Whether an option is called like a secret. */
const isSecretName = (name: string): boolean => secretName.test(name);

/** Texts inside a value that are called like secrets: the passphrases of a list of networks. */
function secretsWithin(value: unknown, name: string): readonly string[] {
  if (typeof value === 'string') return isSecretName(name) ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((each) => secretsWithin(each, name));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => secretsWithin(each, key));
}

/** What may not be shown of an option's value: all of it where it is called like a secret, else what in it is. */
export function secretsOfOption(name: string, text: string): readonly string[] {
  if (isSecretName(name)) return [text];
  if (!/^\s*[[{]/.test(text)) return [];
  try {
    return secretsWithin(JSON.parse(text), name);
  } catch {
    return [];
  }
}
