import { describe, test } from '@jest/globals';
import { conformanceTests } from '../../conformance/index.ts';
import { quectelSubject } from './quectel-subject.ts';

describe.each(['quectel-bg95', 'quectel-ec25'])('%s conforms', (personality) => {
  conformanceTests(test, quectelSubject(personality));
});
