package io.diglm.server.rows;

import static java.nio.charset.StandardCharsets.UTF_8;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.diglm.schema.Schema;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Answers rows as they arrive, batch by batch, in the format of the request. */
public final class RowStream {
  /** The cells of CSV that are missing, as for the command. */
  private static final Set<String> MISSING = Set.of("", "NA", "N/A", "NaN", "nan", "NULL", "null");

  private static final int BATCH = 2048;

  private final Schema schema;
  private final List<String> kept;
  private final Answerer answerer;
  private final int longest;

  /** Answers a batch of rows. */
  public interface Answerer {
    /**
     * {@return the columns of the answers}
     *
     * @param table the rows that could be read
     * @param failed rows that could not be read, and why
     */
    List<TableColumn> answer(Table table, Map<Integer, String> failed);
  }

  /**
   * Prepares to answer rows.
   *
   * @param schema of the model
   * @param kept columns that are returned before the answers
   * @param answerer answers each batch of rows
   * @param longest the most bytes of a line
   */
  public RowStream(Schema schema, List<String> kept, Answerer answerer, int longest) {
    this.schema = schema;
    this.kept = List.copyOf(new LinkedHashSet<>(kept));
    this.answerer = answerer;
    this.longest = longest;
  }

  /**
   * The rows of a JSON body.
   *
   * @param instances whether they were the instances of an object
   * @param table the rows
   * @param failed rows that could not be read, and why
   */
  public record Body(boolean instances, Table table, Map<Integer, String> failed) {
    /** Copies the map. */
    public Body {
      failed = Map.copyOf(failed);
    }
  }

  /**
   * {@return the rows of a JSON body}
   *
   * @param body in UTF-8
   * @param most rows
   */
  public Body read(byte[] body, int most) {
    RowBatch batch = new RowBatch(schema, kept);
    boolean instances = JsonRows.readAll(body, batch, most);
    return new Body(instances, batch.table(), batch.failed());
  }

  /**
   * {@return the answers to a JSON body, in UTF-8}
   *
   * @param body the rows
   * @param answers columns of the answers
   */
  public byte[] written(Body body, List<TableColumn> answers) {
    List<TableColumn> all = new ArrayList<>(kept.stream().map(body.table()::column).toList());
    all.addAll(answers);
    String list = RowText.list(all);
    return (body.instances() ? "{\"predictions\":" + list + "}" : list).getBytes(UTF_8);
  }

  /**
   * Answers all rows of a JSON body.
   *
   * @param body in UTF-8
   * @param most rows
   * @return the answers, in UTF-8
   */
  public byte[] json(byte[] body, int most) {
    Body read = read(body, most);
    return written(read, answerer.answer(read.table(), read.failed()));
  }

  /**
   * Answers lines of JSON. Empty lines are skipped.
   *
   * @param from requests, one per line
   * @param to answers, one per line
   * @throws IOException if the client is gone
   */
  public void lines(InputStream from, OutputStream to) throws IOException {
    Lines lines = new Lines(from, longest);
    RowBatch batch = new RowBatch(schema, kept);
    for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
      if (!new String(line.get(), UTF_8).isBlank()) {
        JsonRows.readLine(line.get(), lines.number(), batch);
      }
      // A client that sends rows one by one and waits gets answers one by one.
      if (batch.rows() == BATCH || (batch.rows() > 0 && lines.waits())) {
        to.write(RowText.lines(answers(batch)).getBytes(UTF_8));
        to.flush();
        batch = new RowBatch(schema, kept);
      }
    }
    to.write(RowText.lines(answers(batch)).getBytes(UTF_8));
  }

  /**
   * Answers CSV.
   *
   * @param from rows, the first line with the names
   * @param to answers, row by row
   * @throws IOException if the client is gone
   */
  @SuppressWarnings("removal") // rows of another length are reported with their line, not refused
  public void csv(InputStream from, OutputStream to) throws IOException {
    CsvSpellings spellings = CsvSpellings.of(from, longest);
    try (CsvReader<CsvRecord> reader =
        CsvReader.builder()
            .fieldSeparator(spellings.delimiter())
            .maxBufferSize(longest)
            .skipEmptyLines(true)
            .allowExtraFields(true)
            .allowMissingFields(true)
            .ofCsvRecord(new InputStreamReader(spellings.all(), UTF_8.newDecoder()))) {
      csv(reader.iterator(), spellings, to);
    } catch (UncheckedIOException e) {
      throw new IllegalArgumentException("CSV must be in UTF-8 and whole, got other bytes", e);
    } catch (CsvParseException e) {
      throw new IllegalArgumentException(
          "CSV must be as RFC 4180 says, in lines of at most %,d characters, got %s"
              .formatted(longest, e.getMessage()),
          e);
    }
  }

  private void csv(Iterator<CsvRecord> records, CsvSpellings spellings, OutputStream to)
      throws IOException {
    if (!records.hasNext()) {
      throw new IllegalArgumentException("CSV must begin with the names of columns, got nothing");
    }
    List<String> names = new ArrayList<>(records.next().getFields());
    names.set(0, names.get(0).replaceFirst("^\uFEFF", ""));
    RowBatch batch = new RowBatch(schema, kept);
    batch.requireHead(names);
    boolean headed = false;
    while (records.hasNext()) {
      add(records.next(), names, batch);
      if (batch.rows() == BATCH) {
        spellings.read(batch);
        to.write(RowText.csv(answers(batch), !headed).getBytes(UTF_8));
        to.flush();
        headed = true;
        batch = new RowBatch(schema, kept);
      }
    }
    spellings.read(batch);
    to.write(RowText.csv(answers(batch), !headed).getBytes(UTF_8));
  }

  private static void add(CsvRecord record, List<String> names, RowBatch batch) {
    batch.begin();
    List<String> cells = record.getFields();
    if (cells.size() != names.size()) {
      batch.fail(
          "line %d must have %d cells, got %d"
              .formatted(record.getStartingLineNumber(), names.size(), cells.size()));
    }
    for (int j = 0; j < Math.min(names.size(), cells.size()); j++) {
      String cell = cells.get(j);
      batch
          .column(names.get(j))
          .ifPresent(
              column -> {
                if (MISSING.contains(cell)) {
                  column.missing();
                } else {
                  column.text(cell);
                }
              });
    }
    batch.end();
  }

  private List<TableColumn> answers(RowBatch batch) {
    Table table = batch.table();
    List<TableColumn> all = new ArrayList<>(batch.kept(table));
    all.addAll(answerer.answer(table, batch.failed()));
    return all;
  }
}
