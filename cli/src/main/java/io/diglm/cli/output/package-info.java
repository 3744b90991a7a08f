/** Where the output of a command goes, and what protects the files that are there. */
@NullMarked
package io.diglm.cli.output;

import org.jspecify.annotations.NullMarked;
