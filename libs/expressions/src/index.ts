export { compileFilter, explainFilter, type FilterFailure, type FilterPredicate, type FilterVerdict } from './filter.js'
