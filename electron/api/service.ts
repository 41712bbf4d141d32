/** What a host makes, gives to `dispatch` and `answerRequest`, and closes. */
export { Service } from '../project/service.ts'
export { schemaError } from '../project/schema-error.ts'
