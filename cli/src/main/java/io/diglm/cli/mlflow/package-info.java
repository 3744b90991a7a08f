/** Models as MLflow keeps them: a folder, and runs on a tracking server. */
@NullMarked
package io.diglm.cli.mlflow;

import org.jspecify.annotations.NullMarked;
