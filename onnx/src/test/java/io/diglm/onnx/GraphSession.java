package io.diglm.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.diglm.schema.Cells;
import io.diglm.schema.Schema;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import java.nio.DoubleBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** ONNX Runtime with a graph that was written: the peer that reads what we write. */
final class GraphSession implements AutoCloseable {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;

  /** As written: to fold constants first costs more than few rows do. */
  GraphSession(Path graph) throws OrtException {
    this(graph, 1, OrtSession.SessionOptions.OptLevel.NO_OPT);
  }

  GraphSession(Path graph, int threads, OrtSession.SessionOptions.OptLevel optimised)
      throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setOptimizationLevel(optimised);
      session = created(environment, graph, options);
    }
  }

  /** One after another: ONNX Runtime crashed once where two threads made sessions. */
  private static OrtSession created(
      OrtEnvironment environment, Path graph, OrtSession.SessionOptions options)
      throws OrtException {
    synchronized (GraphSession.class) {
      return environment.createSession(graph.toString(), options);
    }
  }

  /** Returns what the graph says of itself. */
  Map<String, String> metadata() throws OrtException {
    return session.getMetadata().getCustomMetadata();
  }

  /** Runs rows, columns by their names; returns the outputs as arrays of rows. */
  Map<String, Object> run(Schema schema, Table table) throws OrtException {
    Map<String, OnnxTensor> inputs = new HashMap<>();
    try {
      for (var input : schema.inputs()) {
        Cells cells = table.column(input.name()).cells();
        inputs.put(
            input.name(),
            input.type() == StorageType.TEXT
                ? OnnxTensor.createTensor(
                    environment, texts((Cells.Texts) cells), new long[] {cells.size(), 1})
                : OnnxTensor.createTensor(
                    environment,
                    DoubleBuffer.wrap(((Cells.Numbers) cells).values()),
                    new long[] {cells.size(), 1}));
      }
      Map<String, Object> outputs = new HashMap<>();
      try (OrtSession.Result result = session.run(inputs)) {
        for (var output : result) {
          outputs.put(output.getKey(), output.getValue().getValue());
        }
      }
      return outputs;
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }

  private static String[] texts(Cells.Texts texts) {
    return Arrays.stream(texts.codes())
        .mapToObj(code -> code < 0 ? "" : texts.levels().get(code))
        .toArray(String[]::new);
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
