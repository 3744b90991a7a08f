package io.diglm.report;

/** One line of the provenance, such as {@code seed} and {@code 7}. */
public record Fact(String name, String value) {}
