package io.diglm.data;

import static io.diglm.data.ImageSets.cifar;
import static io.diglm.data.ImageSets.gzip;
import static io.diglm.data.ImageSets.idxImages;
import static io.diglm.data.ImageSets.idxLabels;
import static io.diglm.data.ImageSets.images;
import static io.diglm.data.ImageSets.picture;
import static io.diglm.data.ImageSets.pixels;
import static io.diglm.data.ImageSets.resource;
import static io.diglm.data.TestFiles.texts;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.schema.ImageShape;
import io.diglm.schema.Table;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImageSourceTest {
  private static final ImageShape COLOUR = new ImageShape(3, 32, 32);

  @TempDir private Path folder = Path.of("");

  private Path write(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  private static Table read(Path path) {
    return ImageSource.of(path.toString()).read();
  }

  @Test
  void idxImagesFindTheirLabels() throws IOException {
    Path file = write("train-images-idx3-ubyte", idxImages(3, 5, 4));
    write("train-labels-idx1-ubyte.gz", gzip(idxLabels(7, 0, 7)));
    Table table = read(file);
    assertEquals(new ImageShape(1, 5, 4), images(table).shape());
    assertArrayEquals(pixels(3, new ImageShape(1, 5, 4)), images(table).pixels());
    assertEquals(List.of("7", "0", "7"), texts(table, "label"));
  }

  @Test
  void idxFolderIsReadByItsPart() throws IOException {
    write("train-images-idx3-ubyte.gz", gzip(idxImages(3, 5, 4)));
    write("train-labels-idx1-ubyte.gz", gzip(idxLabels(1, 2, 3)));
    write("t10k-images-idx3-ubyte.gz", gzip(idxImages(2, 5, 4)));
    write("t10k-labels-idx1-ubyte.gz", gzip(idxLabels(2, 1)));
    ImageSource source = ImageSource.of(folder.toString());
    assertEquals(3, source.read().rows());
    assertEquals(List.of("2", "1"), texts(source.part(ImageSource.Part.TEST).read(), "label"));
  }

  @Test
  void idxImagesMayLackLabels() throws IOException {
    Table table = read(write("some.images.idx3-ubyte", idxImages(2, 1, 1)));
    assertEquals(new ImageShape(1, 1, 1), images(table).shape());
    assertTrue(table.find("label").isEmpty());
  }

  @Test
  void cifarRecordsHaveNamedClassesAndSources() throws IOException {
    write("batches.meta.txt", "cat\ndog\n\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    Path file = write("data_batch_1.bin.gz", gzip(cifar(1, 0)));
    assertEquals(List.of("dog", "cat"), texts(read(file), "label"));
    assertArrayEquals(pixels(2, COLOUR), images(read(file)).pixels());
    write("sources.txt", "a/0\nb/1\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertEquals(List.of("a/0", "b/1"), texts(read(file), "file"));
  }

  @Test
  void cifarBatchesFollowOneAnother() throws IOException {
    write("data_batch_1.bin", cifar(1, 0));
    write("data_batch_2.bin", cifar(5));
    write("test_batch.bin", cifar(3));
    Table table = read(folder);
    assertEquals(List.of("1", "0", "5"), texts(table, "label"));
    assertEquals(3, images(table).size());
  }

  @Test
  void svhnIsReadAsSciPyWroteIt() {
    for (String name : List.of("train_32x32.mat", "float_labels_32x32.mat")) {
      Table table = read(resource(name));
      assertEquals(List.of("1", "0", "9", "1"), texts(table, "label"));
      assertArrayEquals(pixels(4, COLOUR), images(table).pixels());
    }
  }

  @Test
  void npzIsReadAsNumPyWroteIt() {
    for (String name : List.of("last.npz", "first.npz")) {
      Table table = read(resource(name));
      assertEquals(List.of("1", "10", "9", "1"), texts(table, "label"));
      assertArrayEquals(pixels(4, COLOUR), images(table).pixels());
    }
    Table grey = read(resource("grey.npz"));
    assertEquals(new ImageShape(1, 32, 32), images(grey).shape());
    assertTrue(grey.find("label").isEmpty());
  }

  @Test
  void classFoldersAreReadInTheOrderOfTheirNames() throws IOException {
    picture(folder.resolve("zebra/b.png"), 2, BufferedImage.TYPE_INT_RGB, 4, 3);
    picture(folder.resolve("zebra/a.png"), 1, BufferedImage.TYPE_4BYTE_ABGR, 4, 3);
    picture(folder.resolve("ant/x.png"), 0, BufferedImage.TYPE_3BYTE_BGR, 4, 3);
    write(".hidden.png", new byte[0]);
    Table table = read(folder);
    assertEquals(List.of("ant", "zebra", "zebra"), texts(table, "label"));
    assertEquals(List.of("ant/x.png", "zebra/a.png", "zebra/b.png"), texts(table, "file"));
    assertArrayEquals(pixels(3, new ImageShape(3, 3, 4)), images(table).pixels());
  }

  @Test
  void greyPicturesKeepTheirSamples() throws IOException {
    Path file = picture(folder.resolve("a.png"), 0, BufferedImage.TYPE_BYTE_GRAY, 4, 3);
    Table table = read(file);
    assertArrayEquals(pixels(1, new ImageShape(1, 3, 4)), images(table).pixels());
    assertEquals(List.of("a.png"), texts(table, "file"));
    picture(folder.resolve("b.png"), 1, BufferedImage.TYPE_BYTE_GRAY, 4, 3);
    assertEquals(List.of("a.png", "b.png"), texts(read(folder), "file"));
  }

  @Test
  void jpegIsReadToo() throws IOException {
    Table table = read(picture(folder.resolve("a.jpg"), 0, BufferedImage.TYPE_3BYTE_BGR, 8, 8));
    assertEquals(new ImageShape(3, 8, 8), images(table).shape());
  }

  @Test
  void severalSetsAreOneTable() throws IOException {
    Path one = write("a.bin", cifar(1, 0));
    Path two = write("b.bin", cifar(7));
    Table table = ImageSource.of(List.of(one.toString(), two.toString())).read();
    assertEquals(List.of("1", "0", "7"), texts(table, "label"));
  }

  @Test
  void tablesAreNoImageSets() throws IOException {
    assertFalse(ImageSource.fits(List.of("a.csv")));
    assertFalse(ImageSource.fits(List.of()));
    assertFalse(ImageSource.fits(List.of("a.npz", "a.parquet")));
    assertTrue(ImageSource.fits(List.of("t10k-images-idx3-ubyte.gz", "a.npz")));
    assertTrue(ImageSource.fits(List.of(folder.toString())));
    write("a.csv", new byte[0]);
    assertFalse(ImageSource.fits(List.of(folder.toString())));
  }
}
