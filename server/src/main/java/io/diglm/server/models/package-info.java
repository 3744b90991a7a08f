/** The models that are served: loaded, replaced while in use, and asked. */
@NullMarked
package io.diglm.server.models;

import org.jspecify.annotations.NullMarked;
