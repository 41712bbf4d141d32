/** What a host makes, gives to `dispatch` and `answerRequest`, and closes. */
export { Service } from '../project/service.ts'
export { describeIssues } from '../project/describe-error.ts'
