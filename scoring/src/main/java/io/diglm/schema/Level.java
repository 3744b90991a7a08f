package io.diglm.schema;

/**
 * One level of a category.
 *
 * @param text the cell's text
 * @param count the number of training rows with this level
 */
public record Level(String text, int count) {}
