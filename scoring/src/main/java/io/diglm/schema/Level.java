package io.diglm.schema;

/**
 * One level of a category.
 *
 * @param text the cell's text
 * @param count its training rows
 */
public record Level(String text, int count) {}
