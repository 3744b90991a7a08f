package io.diglm.spark;

import org.apache.spark.ml.util.DefaultParamsReader$;
import org.apache.spark.ml.util.MLReader;

/** Loads a model from a model file, or from a folder that {@link ModelWriter} wrote. */
final class ModelReader extends MLReader<DiglmModel> {
  @Override
  public DiglmModel load(String path) {
    return OneLine.orTold(() -> loaded(path));
  }

  @SuppressWarnings("deprecation") // Spark 3.5 has no such method of a session
  private DiglmModel loaded(String path) {
    ModelFolder folder = new ModelFolder(path, sparkSession().sessionState().newHadoopConf());
    if (folder.isFile()) {
      return DiglmModel.of(SharedModel.of(folder.read(true), path));
    }
    folder.requireSaved();
    var metadata =
        DefaultParamsReader$.MODULE$.loadMetadata(
            path, sparkSession().sparkContext(), DiglmModel.class.getName());
    DiglmModel model = new DiglmModel(metadata.uid(), SharedModel.of(folder.read(false), path));
    metadata.getAndSetParams(model, scala.Option.empty());
    return model;
  }
}
