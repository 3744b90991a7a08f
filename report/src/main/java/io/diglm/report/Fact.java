package io.diglm.report;

/**
 * One line of the provenance, such as {@code seed} and {@code 7}.
 *
 * @param name what it is
 * @param value in words or numbers
 */
public record Fact(String name, String value) {}
