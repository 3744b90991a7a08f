/**
 * What a command tells people and programs: texts and JSON of results, progress, pages of the
 * manual.
 */
@NullMarked
package io.diglm.cli.text;

import org.jspecify.annotations.NullMarked;
