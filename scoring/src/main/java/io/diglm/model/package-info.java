/** The model file and its content: configuration, schema, weights and provenance. */
@NullMarked
package io.diglm.model;

import org.jspecify.annotations.NullMarked;
