package io.diglm.spark;

import io.diglm.drift.Drift;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Drift as rows of a frame: one for the whole, then one for each score, column and period. A cell
 * that does not apply is null.
 */
final class DriftRows {
  static final StructType SCHEMA =
      new StructType()
          .add("kind", DataTypes.StringType)
          .add("name", DataTypes.StringType)
          .add("rows", DataTypes.LongType)
          .add("drifted", DataTypes.BooleanType)
          .add("effect", DataTypes.DoubleType)
          .add("pValue", DataTypes.DoubleType)
          .add("logE", DataTypes.DoubleType)
          .add("rejected", DataTypes.DoubleType)
          .add("logDensity", DataTypes.DoubleType)
          .add("words", DataTypes.StringType);

  private DriftRows() {}

  static List<Row> of(Drift drift) {
    List<Row> rows = new ArrayList<>();
    rows.add(
        row(
            "frame",
            "",
            drift.rows(),
            drift.drifted(),
            null,
            null,
            null,
            drift.rejected(),
            null,
            null));
    for (Drift.ScoreShift s : drift.scores()) {
      String name = s.score().name().toLowerCase(Locale.ROOT);
      rows.add(row("score", name, null, null, s.effect(), s.pValue(), s.logE(), null, null, null));
    }
    for (Drift.ColumnShift c : drift.columns()) {
      rows.add(
          row(
              "column",
              c.column(),
              null,
              null,
              c.distance(),
              c.pValue(),
              c.logE(),
              null,
              null,
              c.words()));
    }
    for (Drift.Period p : drift.periods()) {
      rows.add(
          row(
              "period",
              p.label(),
              (long) p.rows(),
              null,
              p.effect(),
              null,
              null,
              p.rejected(),
              p.logDensity(),
              null));
    }
    return rows;
  }

  private static Row row(@Nullable Object... cells) {
    return RowFactory.create(cells);
  }
}
