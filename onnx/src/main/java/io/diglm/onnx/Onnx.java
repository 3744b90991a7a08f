package io.diglm.onnx;

import io.diglm.model.AtomicFile;
import io.diglm.model.LibraryVersion;
import io.diglm.predict.Predictor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Writes a model as one ONNX graph: its inputs are the columns of a table, or images, as they are;
 * its outputs are p(y|x), log p(x), novelty and the verdict. Opset 17 and version 2 of ai.onnx.ml,
 * which ONNX Runtime reads from 1.12 on.
 *
 * <p>Inputs are named as the columns, (N, 1) each: texts as strings, the empty one missing; all
 * others as doubles, NaN missing, dates as days and times as seconds since 1970-01-01. Images are
 * bytes (N, C, H, W), named {@code image}. Outputs have the names and meanings of {@link
 * io.diglm.predict.PredictionColumns}, (N, 1) each, but {@code probabilities} (N, K), all classes'
 * in their order, and {@code verdict} for reason and error. The metadata {@code diglm.golden} has
 * rows and what the model answers to them.
 */
public final class Onnx {
  private static final double INTERVAL = 0.9;
  private static final int IR_VERSION = 8;
  private static final int OPSET = 17;
  private static final int ML_OPSET = 2;

  private Onnx() {}

  /**
   * Writes a graph with the central interval of 90 %.
   *
   * @param predictor the model
   * @param file the graph to write
   * @return what the graph gives otherwise than the model, one line each
   * @throws IllegalArgumentException if the model cannot be expressed
   */
  public static List<String> write(Predictor predictor, Path file) {
    return write(predictor, Ends.interval(INTERVAL), file);
  }

  /**
   * Writes a graph.
   *
   * @param predictor the model
   * @param ends of an interval, or what set of labels, the graph gives
   * @param file the graph to write
   * @return what the graph gives otherwise than the model, one line each
   * @throws IllegalArgumentException if the model cannot be expressed, or has no calibration for
   *     the coverage
   */
  public static List<String> write(Predictor predictor, Ends ends, Path file) {
    return write(predictor, ends, false, file);
  }

  /** The same; {@code exact} as of {@link Ops}. */
  static List<String> write(Predictor predictor, Ends ends, boolean exact, Path file) {
    ModelGraph model = new ModelGraph(predictor, ends, exact);
    byte[] bytes = message(predictor, ends, model).toBytes();
    AtomicFile.write(file, out -> out.write(bytes));
    return List.copyOf(model.notes());
  }

  private static Message message(Predictor predictor, Ends ends, ModelGraph model) {
    Message message = message(model.graph());
    Map<String, String> metadata = new Metadata(predictor, ends, model).entries();
    metadata.forEach(
        (key, value) -> message.message(14, new Message().text(1, key).text(2, value)));
    return message;
  }

  /** A graph as a file, without metadata. */
  static Message message(Graph graph) {
    return new Message()
        .number(1, IR_VERSION)
        .text(2, "diglm")
        .text(3, LibraryVersion.text())
        .message(7, graph.message())
        .message(8, new Message().text(1, "").number(2, OPSET))
        .message(8, new Message().text(1, "ai.onnx.ml").number(2, ML_OPSET));
  }
}
