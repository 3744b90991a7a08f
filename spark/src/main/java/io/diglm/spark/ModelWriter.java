package io.diglm.spark;

import org.apache.spark.ml.util.DefaultParamsWriter$;
import org.apache.spark.ml.util.MLWriter;
import scala.Option;

/** Saves a model: Spark's metadata and, beside it, the model file. */
final class ModelWriter extends MLWriter {
  private final DiglmModel model;

  ModelWriter(DiglmModel model) {
    this.model = model;
  }

  @Override
  @SuppressWarnings("deprecation") // Spark 3.5 has no such method of a session
  public void saveImpl(String path) {
    DefaultParamsWriter$.MODULE$.saveMetadata(
        model, path, sparkSession().sparkContext(), Option.empty(), Option.empty());
    new ModelFolder(path, sparkSession().sessionState().newHadoopConf())
        .write(model.shared().bytes());
  }
}
