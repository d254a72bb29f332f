/** The conformance kit: checks any connectivity implementation against the numbered guidelines. */
export { type Check, CheckFailure, type Guideline } from './check.ts';
export { checks } from './checks/index.ts';
export { guidelineTitles } from './guidelines.table.ts';
export { conformanceTests, type DefineTest } from './jest.ts';
export { toJUnitXml } from './junit.ts';
export type { Mutant } from './mutants/mutant.ts';
export { type MutantResult, mutants, mutantsToMarkdown, runMutant, runMutants } from './mutants/run-mutants.ts';
export { type ReferenceTweaks, referenceImplementation } from './reference/implementation.ts';
export { Radio } from './reference/radio.ts';
export { referenceSubject } from './reference/subject.ts';
export { type CheckResult, type ConformanceReport, countOutcomes, toJson, toMarkdown } from './report.ts';
export { type ConformanceOptions, chosenChecks, runCheck, runConformance } from './run.ts';
export type {
  Capability,
  ConformanceLimits,
  ConformanceSubject,
  ModuleStart,
  RefusedOption,
  SubjectModule,
  SubjectWorld,
} from './subject.ts';
export { realTime, type Time, virtualTime } from './time.ts';
