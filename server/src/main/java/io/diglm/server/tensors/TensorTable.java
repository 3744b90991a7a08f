package io.diglm.server.tensors;

import io.diglm.schema.Cells;
import io.diglm.schema.ImageShape;
import io.diglm.schema.Images;
import io.diglm.schema.Input;
import io.diglm.schema.NearestName;
import io.diglm.schema.Schema;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The rows of a request: one tensor per column, or one tensor (N, D) in the order of the columns if
 * all hold numbers, or images (N, C, H, W).
 */
public final class TensorTable {
  private static final String SOURCE = "the request";

  private TensorTable() {}

  /**
   * {@return the tensors as a table}
   *
   * @param schema of the model
   * @param tensors inputs of the request
   * @param mostRows that a request may have
   * @throws IllegalArgumentException if they do not fit the schema, in one line
   */
  public static Table of(Schema schema, List<Tensor> tensors, int mostRows) {
    int rows = tensors.get(0).rows();
    if (rows > mostRows) {
      throw new IllegalArgumentException(
          "rows must be at most %,d a request, got %,d".formatted(mostRows, rows));
    }
    if (schema.image().isPresent()) {
      return images(schema.image().get(), tensors);
    }
    List<String> names = schema.inputs().stream().map(Input::name).toList();
    if (tensors.size() == 1 && !tensors.get(0).column()) {
      return matrix(schema, names, tensors.get(0));
    }
    Set<String> seen = new HashSet<>();
    List<TableColumn> columns = new ArrayList<>();
    for (Tensor tensor : tensors) {
      requireKnown(schema, names, tensor.name());
      if (!seen.add(tensor.name())) {
        throw new IllegalArgumentException(
            "inputs must come once, got '%s' twice".formatted(tensor.name()));
      }
      if (!tensor.column() || tensor.rows() != rows) {
        throw new IllegalArgumentException(
            "shape of input '%s' must be [%d] or [%d, 1], got %s"
                .formatted(tensor.name(), rows, rows, tensor.shape()));
      }
      columns.add(new TableColumn(tensor.name(), tensor.datatype().storage(), tensor.cells()));
    }
    for (String name : names) {
      if (!seen.contains(name)) {
        throw new IllegalArgumentException(
            "inputs must have '%s', got %s".formatted(name, List.copyOf(seen)));
      }
    }
    return new Table(SOURCE, columns, rows);
  }

  private static void requireKnown(Schema schema, List<String> names, String name) {
    boolean target = schema.target().filter(y -> y.name().equals(name)).isPresent();
    if (!target && !names.contains(name)) {
      throw new IllegalArgumentException(
          "input must be one of %s, got '%s'%s"
              .formatted(
                  shown(names),
                  Texts.shortened(name),
                  NearestName.of(Texts.shortened(name), names)
                      .map(n -> "; did you mean '" + n + "'?")
                      .orElse("")));
    }
  }

  private static String shown(List<String> names) {
    int most = 12;
    return String.join(", ", names.subList(0, Math.min(most, names.size())))
        + (names.size() > most ? ", ... (%d in all)".formatted(names.size()) : "");
  }

  private static Table matrix(Schema schema, List<String> names, Tensor tensor) {
    for (Input feature : schema.inputs()) {
      if (Datatype.of(feature.type()) == Datatype.BYTES) {
        throw new IllegalArgumentException(
            "input must be one tensor a column, for '%s' holds %s, got '%s' of shape %s"
                .formatted(feature.name(), feature.type(), tensor.name(), tensor.shape()));
      }
    }
    int width = names.size();
    if (tensor.shape().size() != 2 || tensor.shape().get(1) != width) {
      throw new IllegalArgumentException(
          "shape of input '%s' must be [N, %d], got %s"
              .formatted(tensor.name(), width, tensor.shape()));
    }
    if (!(tensor.cells() instanceof Cells.Numbers numbers)) {
      throw new IllegalArgumentException(
          "datatype of input '%s' must be of numbers, got BYTES".formatted(tensor.name()));
    }
    List<TableColumn> columns = new ArrayList<>();
    for (int j = 0; j < width; j++) {
      double[] values = new double[tensor.rows()];
      for (int row = 0; row < values.length; row++) {
        values[row] = numbers.values()[row * width + j];
      }
      StorageType type = tensor.datatype().storage();
      columns.add(new TableColumn(names.get(j), type, new Cells.Numbers(values)));
    }
    return new Table(SOURCE, columns, tensor.rows());
  }

  private static Table images(ImageShape shape, List<Tensor> tensors) {
    Tensor tensor = tensors.get(0);
    List<Integer> wanted = List.of(tensor.rows(), shape.channels(), shape.height(), shape.width());
    if (tensors.size() > 1 || !tensor.shape().equals(wanted)) {
      throw new IllegalArgumentException(
          "input must be one of shape [N, %d, %d, %d], got %s"
              .formatted(
                  shape.channels(),
                  shape.height(),
                  shape.width(),
                  tensors.size() > 1 ? tensors.size() + " inputs" : tensor.shape().toString()));
    }
    if (tensor.datatype() != Datatype.UINT8 || !(tensor.cells() instanceof Cells.Numbers pixels)) {
      throw new IllegalArgumentException(
          "datatype of input '%s' must be UINT8, got %s"
              .formatted(tensor.name(), tensor.datatype()));
    }
    byte[] bytes = new byte[pixels.values().length];
    for (int i = 0; i < bytes.length; i++) {
      if (!(pixels.values()[i] >= 0 && pixels.values()[i] <= 255)) {
        throw new IllegalArgumentException(
            "pixels must be 0 to 255, got %s in image %d"
                .formatted(pixels.values()[i], i / shape.size()));
      }
      bytes[i] = (byte) pixels.values()[i];
    }
    Images images = new Images(shape, bytes);
    return new Table(SOURCE, List.of(), tensor.rows(), Optional.of(images));
  }
}
