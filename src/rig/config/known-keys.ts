import type { ConfigPath, KnownKeys } from './problems.ts';
import { configJsonSchema } from './schema.ts';

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly anyOf?: readonly SchemaNode[];
}

function step(node: SchemaNode | undefined, key: string | number): SchemaNode | undefined {
  const own = node?.properties?.[String(key)];
  if (own !== undefined) return own;
  const rest = node?.additionalProperties;
  return typeof rest === 'object' ? rest : undefined;
}

/** Which keys the schema knows at a place; none where any name may stand. */
export const knownKeys: KnownKeys = (path: ConfigPath) => {
  let node: SchemaNode | undefined = configJsonSchema() as SchemaNode;
  for (const key of path) node = step(node, key);
  const choices = node?.anyOf ?? (node === undefined ? [] : [node]);
  return choices.flatMap(({ properties }) => Object.keys(properties ?? {}));
};
