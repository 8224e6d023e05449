export { readAgreementFile, type AgreementFile } from './agreement-file.js';
export { RELATIONS, VETOES, type Grant, type PolicyContent, type Relation, type Veto } from './content.js';
export {
  compilePolicy,
  NO_POLICY,
  signerOf,
  type Policy,
  type InquiryRules,
  type PolicyInForce,
  type RuleInForce,
  type Steward,
  type VolumeCaps,
} from './policy.js';
export { covers, WRITES } from './covers.js';
export { givenToNobody, type GivenToNobody } from './given-to-nobody.js';
export { graphNames, misfits, type GraphName, type PolicyGround } from './names.js';
export { PolicyError, type PolicyProblem } from './policy-error.js';
export { LEFT_BESIDE } from './read-files.js';
export { readPolicyContent, readPolicyFolder } from './read-policy.js';
export { LANGUAGES, preferredLanguage, type Language, type Said } from './said.js';
export { rulesData, rulesPage } from './page.js';
export { addresseeIn, either, fieldsIn, purposesIn, rowsIn } from './words.js';
