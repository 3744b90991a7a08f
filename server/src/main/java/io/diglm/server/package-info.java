/** A model server: HTTP in, a model's answers out. */
@NullMarked
package io.diglm.server;

import org.jspecify.annotations.NullMarked;
