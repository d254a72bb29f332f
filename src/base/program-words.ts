import { basename } from 'node:path';

// Options of Node.js that take the next word: it is not the script.
const takesNextWord = /^(-r|--require|--import|--loader|--experimental-loader|-C|--conditions|--env-file)$/;
const isNode = (program: string): boolean => /^(node|nodejs|node\d+|bun)(\.exe)?$/.test(program);

// What says where a program is at work, and is no secret: devices, addresses of ports, configurations, sub-commands.
const place = /^(\/dev\/[\w./:-]+|tcp:[\w.:[\]/-]+|unix:[\w./-]+|COM\d{1,3}|[\w./-]+\.ya?ml)$/;
const optionName = /^--?[A-Za-z][\w-]*/;
const longest = 120;

interface Parted {
  readonly name: string;
  readonly words: readonly string[];
}

/** The script of a Node.js program stands behind the options of Node.js itself. */
function scriptOf(words: readonly string[]): Parted | undefined {
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (/^(-e|-p|--eval|--print)\b/.test(word)) return undefined;
    if (takesNextWord.test(word)) at += 1;
    else if (!word.startsWith('-')) return { name: basename(word), words: words.slice(at + 1) };
  }
  return undefined;
}

function parted(argv: readonly string[]): Parted {
  // A program that wrote over its command line leaves one text with blanks in it.
  const [first = '', ...words] = argv.length === 1 ? (argv[0] ?? '').split(/\s+/) : argv;
  const program = basename(first).replace(/:$/, '');
  const { name, words: rest } = (isNode(program) ? scriptOf(words) : undefined) ?? { name: program, words };
  const bare = name.replace(/\.(mjs|cjs|js|ts)$/, '');
  const [subCommand = ''] = rest;
  if (bare !== 'atlink' || !/^[a-z-]+$/.test(subCommand) || subCommand.startsWith('-'))
    return { name: bare, words: rest };
  return { name: `${bare} ${subCommand}`, words: rest.slice(1) };
}

const printable = (text: string): string => text.replaceAll(/[^\x20-\x7e]/g, '?');

/** What a program is called, by its file and its sub-command; never by arguments, which may be secret. */
export const programOf = (argv: readonly string[]): string => printable(parted(argv).name).slice(0, longest);

function shown(word: string): string {
  if (place.test(word)) return word;
  const option = optionName.exec(word)?.[0];
  // "-p1234" holds a value as well.
  if (option === undefined || (!option.startsWith('--') && option.length > 2)) return '...';
  return option.length === word.length ? option : `${option}=...`;
}

/**
 * A command line as it may be shown: the names of its options, and where it is at work. Whatever else there is may be
 * secret (`--option passphrase=...`, a PIN) and is left out.
 */
export function shownCommandLine(argv: readonly string[]): string {
  const { name, words } = parted(argv);
  const kept = words.map(shown).filter((word, at, all) => word !== '...' || all[at - 1] !== '...');
  const text = printable([name, ...kept].join(' '));
  return text.length <= longest ? text : `${text.slice(0, longest)} ...`;
}
