package io.diglm.experiments;

import io.diglm.report.ImageGrid;
import io.diglm.report.Picture;
import io.diglm.report.ResultTable;
import java.util.List;

/**
 * What an experiment found.
 *
 * @param run what was run, in a sentence or two
 * @param grids of images
 * @param notes what differs from the publication
 */
public record ExperimentResult(
    String run,
    List<ResultTable> tables,
    List<Picture> pictures,
    List<ImageGrid> grids,
    List<String> notes) {

  public ExperimentResult {
    tables = List.copyOf(tables);
    pictures = List.copyOf(pictures);
    grids = List.copyOf(grids);
    notes = List.copyOf(notes);
  }

  /** A result without images. */
  public ExperimentResult(
      String run, List<ResultTable> tables, List<Picture> pictures, List<String> notes) {
    this(run, tables, pictures, List.of(), notes);
  }
}
