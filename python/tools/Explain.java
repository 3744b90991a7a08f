import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.diglm.data.TableSource;
import io.diglm.explain.Attribution;
import io.diglm.explain.ColumnSurprise;
import io.diglm.explain.Explainer;
import io.diglm.predict.Predictor;
import io.diglm.schema.Cells;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Prints what the library says of why rows are improbable, with all digits, which {@code diglm predict --explain} rounds:
 * {@code java -cp 'cli/target/lib/*' python/tools/Explain.java MODEL TABLE}.
 */
final class Explain {
  private Explain() {}

  public static void main(String[] args) {
    try (Predictor predictor = Predictor.load(Path.of(args[0]))) {
      Table table = TableSource.of(args[1]).read();
      JsonObject all = new JsonObject();
      all.add("explain", explained(Explainer.of(predictor), table));
      if (predictor.manifest().density().isPresent()) {
        all.add("column_scores", surprise(ColumnSurprise.of(predictor), table));
      }
      System.out.println(all);
    }
  }

  private static JsonArray explained(Explainer explainer, Table table) {
    JsonArray rows = new JsonArray();
    for (int row = 0; row < table.rows(); row++) {
      Optional<Attribution> found = explainer.explain(table, row);
      JsonObject one = new JsonObject();
      found.ifPresent(
          why -> {
            one.addProperty("log_density", why.logDensity());
            one.addProperty("typical", why.typical());
            one.addProperty("words", why.words());
            JsonObject parts = new JsonObject();
            why.parts().forEach(part -> parts.addProperty(part.column(), part.nats()));
            one.add("parts", parts);
          });
      rows.add(one);
    }
    return rows;
  }

  private static JsonObject surprise(ColumnSurprise surprise, Table table) {
    JsonObject columns = new JsonObject();
    for (TableColumn column : surprise.columns(table)) {
      JsonArray cells = new JsonArray();
      for (double value : ((Cells.Numbers) column.cells()).values()) {
        cells.add(Double.isNaN(value) ? null : value);
      }
      columns.add(column.name(), cells);
    }
    return columns;
  }
}
