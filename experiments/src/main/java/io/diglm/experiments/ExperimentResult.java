package io.diglm.experiments;

import io.diglm.chart.ImageGrid;
import io.diglm.chart.Picture;
import io.diglm.report.ResultTable;
import java.util.List;
import java.util.Map;

/**
 * The result of an experiment.
 *
 * @param run what was run, in a sentence or two
 * @param tables of figures
 * @param pictures drawn from figures
 * @param grids of images
 * @param notes what differs from the publication
 * @param headline figures that {@code results.json} names at its top
 */
public record ExperimentResult(
    String run,
    List<ResultTable> tables,
    List<Picture> pictures,
    List<ImageGrid> grids,
    List<String> notes,
    Map<String, Object> headline) {

  public ExperimentResult {
    tables = List.copyOf(tables);
    pictures = List.copyOf(pictures);
    grids = List.copyOf(grids);
    notes = List.copyOf(notes);
    headline = Map.copyOf(headline);
  }

  /**
   * Makes a result without images.
   *
   * @param run what was run, in one line
   * @param tables of figures
   * @param pictures drawn from figures
   * @param notes one paragraph each
   */
  public ExperimentResult(
      String run, List<ResultTable> tables, List<Picture> pictures, List<String> notes) {
    this(run, tables, pictures, List.of(), notes, Map.of());
  }

  /**
   * Makes a result without a headline.
   *
   * @param run what was run, in one line
   * @param tables of figures
   * @param pictures drawn from figures
   * @param grids of images
   * @param notes one paragraph each
   */
  public ExperimentResult(
      String run,
      List<ResultTable> tables,
      List<Picture> pictures,
      List<ImageGrid> grids,
      List<String> notes) {
    this(run, tables, pictures, grids, notes, Map.of());
  }
}
