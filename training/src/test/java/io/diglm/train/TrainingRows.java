package io.diglm.train;

import io.diglm.schema.Cells;
import io.diglm.schema.Encoder;
import io.diglm.schema.FeatureChoice;
import io.diglm.schema.Labels;
import io.diglm.schema.SchemaInference;
import io.diglm.schema.Table;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Tables whose target is the number y, as a network learns from them. */
final class TrainingRows {
  private TrainingRows() {}

  /** Returns rows of which the first so many train, and the others validate. */
  static TrainingData of(Table table, int train) {
    int[] validation = IntStream.range(train, table.rows()).toArray();
    return of(table, IntStream.range(0, train).toArray(), validation, false);
  }

  /**
   * Returns the rows.
   *
   * @param codes whether whole numbers with few values are levels
   */
  static TrainingData of(Table table, int[] train, int[] validation, boolean codes) {
    List<String> features =
        table.columns().stream().map(c -> c.name()).filter(name -> !name.equals("y")).toList();
    FeatureChoice choice = new FeatureChoice(features, Optional.of(codes), false);
    int[] all = Arrays.stream(train).distinct().toArray();
    Encoder encoder =
        new Encoder(SchemaInference.infer(table, all, choice, "y", Labels.of(false)).schema());
    double[] y = ((Cells.Numbers) table.column("y").cells()).values();
    return TrainingData.alike(encoder, encoder.bind(table), y, train, validation);
  }
}
