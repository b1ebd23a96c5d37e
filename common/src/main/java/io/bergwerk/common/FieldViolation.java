package io.bergwerk.common;

/// One field of a request that breaks a rule.
///
/// @param field path of the field as the API spells it, for example `workers[0].minsize`
/// @param reason what was given and what was expected
/// @param ruleId stable name of the rule, for example `cluster.name.shape`
public record FieldViolation(String field, String reason, String ruleId) {}
