package io.diglm.data;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.diglm.json.Json;
import io.diglm.json.JsonProblem;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * One query that only reads, as DuckDB's own parser understands it ({@code json_serialize_sql},
 * which parses a text without running it).
 *
 * <p>A SELECT can still write: DuckDB accepts COPY, INSERT, UPDATE and DELETE in a WITH clause, and
 * some functions write files ({@code enable_logging}) or run a text as SQL ({@code query}). So the
 * kinds of its parts, and the functions after FROM, must be among those that are known to be
 * read-only.
 *
 * @param texts the names of its tables and its text constants, which may name files
 */
record ReadQuery(List<String> texts) {
  private static final Set<String> PARTS =
      Set.of("SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE");

  private static final Set<String> FUNCTIONS =
      Set.of(
          "generate_series",
          "glob",
          "histogram",
          "histogram_values",
          "icu_calendar_names",
          "json_each",
          "json_tree",
          "parquet_bloom_probe",
          "parquet_file_metadata",
          "parquet_full_metadata",
          "parquet_kv_metadata",
          "parquet_metadata",
          "parquet_scan",
          "parquet_schema",
          "pg_timezone_names",
          "range",
          "read_blob",
          "read_csv",
          "read_csv_auto",
          "read_json",
          "read_json_auto",
          "read_json_objects",
          "read_json_objects_auto",
          "read_ndjson",
          "read_ndjson_auto",
          "read_ndjson_objects",
          "read_parquet",
          "read_text",
          "repeat",
          "repeat_row",
          "sniff_csv",
          "summary",
          "unnest");

  ReadQuery {
    texts = List.copyOf(texts);
  }

  /**
   * Parses a query.
   *
   * @throws IllegalArgumentException if it is not a SELECT, if it is more than one, or if it does
   *     more than read
   */
  static ReadQuery of(DuckDb db, String sql) throws SQLException {
    String text = db.rows("SELECT json_serialize_sql(" + DuckDb.text(sql) + ")").get(0).get(0);
    JsonObject parsed;
    try {
      parsed = Json.parse(text).getAsJsonObject();
    } catch (JsonProblem e) {
      throw new IllegalStateException("DuckDB must describe a query as JSON, got " + text, e);
    }
    if (parsed.get("error").getAsBoolean()) {
      throw unreadable(parsed);
    }
    JsonArray statements = parsed.getAsJsonArray("statements");
    if (statements.size() != 1) {
      throw new IllegalArgumentException(
          "query must be one SELECT, got %d statements".formatted(statements.size()));
    }
    List<String> texts = new ArrayList<>();
    walk(statements, texts);
    return new ReadQuery(texts);
  }

  private static IllegalArgumentException unreadable(JsonObject parsed) {
    String message = parsed.get("error_message").getAsString();
    return parsed.get("error_type").getAsString().equals("parser")
        ? new IllegalArgumentException("query must run in DuckDB, got Parser Error: " + message)
        : new IllegalArgumentException(
            "query must be one SELECT, got another statement (or a PIVOT without IN)");
  }

  private static void walk(JsonElement part, List<String> texts) {
    if (part instanceof JsonArray list) {
      list.forEach(each -> walk(each, texts));
    }
    if (part instanceof JsonObject object) {
      requireReading(object);
      for (Map.Entry<String, JsonElement> field : object.entrySet()) {
        boolean named = field.getKey().equals("table_name") || field.getKey().equals("text");
        if (named && Json.isText(field.getValue())) {
          texts.add(field.getValue().getAsString());
        }
        walk(field.getValue(), texts);
      }
    }
  }

  private static void requireReading(JsonObject part) {
    String type = text(part, "type");
    if (type.endsWith("_NODE") && !PARTS.contains(type)) {
      throw new IllegalArgumentException(
          "query must only read, got " + type.replaceFirst("(_QUERY)?_NODE$", ""));
    }
    if (type.equals("TABLE_FUNCTION") && part.get("function") instanceof JsonObject call) {
      String name = text(call, "function_name");
      if (!FUNCTIONS.contains(name.toLowerCase(Locale.ROOT))) {
        throw new IllegalArgumentException(
            "query must read by functions known to write nothing, such as read_csv, got " + name);
      }
    }
  }

  private static String text(JsonObject part, String field) {
    JsonElement value = part.get(field);
    return value != null && Json.isText(value) ? value.getAsString() : "";
  }
}
