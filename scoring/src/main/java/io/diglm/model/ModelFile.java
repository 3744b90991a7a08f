package io.diglm.model;

/** A model file in memory. */
public record ModelFile() {}
