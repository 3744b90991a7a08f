package io.diglm.data;

import static io.diglm.data.ImageSets.cifar;
import static io.diglm.data.ImageSets.gzip;
import static io.diglm.data.ImageSets.idxImages;
import static io.diglm.data.ImageSets.idxLabels;
import static io.diglm.data.ImageSets.picture;
import static io.diglm.data.ImageSets.resource;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.diglm.model.UnusableFileException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BadImagesTest {
  private static final int RGB = BufferedImage.TYPE_INT_RGB;

  @TempDir private Path folder = Path.of("");

  private Path write(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  private static String message(Path path) {
    var e = assertThrows(RuntimeException.class, () -> ImageSource.of(path.toString()).read());
    boolean ours = e instanceof IllegalArgumentException || e instanceof UnusableFileException;
    assertTrue(ours, e.toString());
    return String.valueOf(e.getMessage());
  }

  private static void rejects(Path path, String text, Object... values) {
    String message = text;
    for (Object value : values) {
      message = message.replaceFirst("%s", Matcher.quoteReplacement(value.toString()));
    }
    assertEquals(message, message(path));
  }

  @Test
  void mixedSizes() throws IOException {
    Path first = picture(folder.resolve("a/1.png"), 0, RGB, 4, 3);
    Path other = picture(folder.resolve("b/2.png"), 0, RGB, 4, 4);
    rejects(
        folder, "image %s must be colour and 4 x 3 as %s is, got colour and 4 x 4", other, first);
  }

  @Test
  void greyAmongColour() throws IOException {
    Path first = picture(folder.resolve("a/1.png"), 0, RGB, 4, 3);
    Path other = picture(folder.resolve("a/2.png"), 0, BufferedImage.TYPE_BYTE_GRAY, 4, 3);
    rejects(folder, "image %s must be colour and 4 x 3 as %s is, got grey and 4 x 3", other, first);
  }

  @Test
  void transparentPixels() throws IOException {
    Path file = folder.resolve("a.png");
    javax.imageio.ImageIO.write(
        new BufferedImage(2, 2, BufferedImage.TYPE_INT_ARGB), "png", file.toFile());
    rejects(file, "image %s must be opaque, got a transparent pixel at 0, 0", file);
  }

  @Test
  void aPictureOfTooManyPixelsIsRefusedBeforeItIsDecoded() throws IOException {
    // 36 bytes, whose one frame claims to be of 250 million pixels.
    String gif = "47494638396102000200800000000000ffffff2c000000224246313622 02038c1d05003b";
    Path file = write("1.gif", HexFormat.of().parseHex(gif.replace(" ", "")));
    rejects(folder, "image %s must have at most 16,777,216 pixels, got 17,986 x 13,873", file);
  }

  @Test
  void corruptPicture() throws IOException {
    Path file = picture(folder.resolve("a/1.png"), 0, RGB, 40, 30);
    byte[] content = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(content, content.length / 2));
    assertTrue(message(folder).startsWith("image %s must be whole, got ".formatted(file)));
    Files.writeString(file, "no picture");
    rejects(folder, "image %s must be PNG, JPEG, GIF or BMP, got another content", file);
    Files.write(file, new byte[0]);
    rejects(folder, "image %s must be PNG, JPEG, GIF or BMP, got another content", file);
  }

  @Test
  void emptyClassFolder() throws IOException {
    picture(folder.resolve("a/1.png"), 0, RGB, 4, 3);
    Path empty = Files.createDirectory(folder.resolve("b"));
    rejects(folder, "class folder %s must hold a PNG or JPEG file, got none", empty);
  }

  @Test
  void noImages() {
    rejects(
        folder,
        "image folder %s must hold a folder of PNG or JPEG files for each class, got none",
        folder);
  }

  @Test
  void imagesInAndOutsideOfClassFolders() throws IOException {
    picture(folder.resolve("a/1.png"), 0, RGB, 4, 3);
    picture(folder.resolve("2.png"), 0, RGB, 4, 3);
    rejects(
        folder,
        "image folder %s must hold images in class folders or outside, got both: 2.png and a",
        folder);
  }

  @Test
  void labelsWithoutImages() throws IOException {
    Path images = write("x-images-idx3-ubyte", idxImages(3, 2, 2));
    Path labels = write("x-labels-idx1-ubyte", idxLabels(1, 2));
    rejects(
        images,
        "IDX file %s must hold a label for each of the 3 images of %s, got 2",
        labels,
        images);
    rejects(
        labels,
        "image file must hold images, got labels %s (give x-images-idx3-ubyte, they are found"
            + " beside it)",
        labels);
    rejects(
        resource("unequal.npz"),
        "labels of npz file %s must be one for each of its 4 images, got 3",
        resource("unequal.npz"));
  }

  @Test
  void wrongMagicNumber() throws IOException {
    Path file = write("a-idx3-ubyte", "not IDX at all".getBytes(StandardCharsets.UTF_8));
    rejects(file, "IDX file %s must begin with 0x00000803, got 0x6e6f7420", file);
    Path labels = write("b-idx3-ubyte", idxLabels(1));
    rejects(labels, "IDX file %s must begin with 0x00000803, got 0x00000801", labels);
    Path none = write("c-idx3-ubyte", new byte[0]);
    rejects(none, "IDX file %s must begin with 0x00000803, got 0x00000000", none);
  }

  @Test
  void idxOfAnotherLength() throws IOException {
    byte[] content = idxImages(2, 3, 3);
    Path file = write("a-idx3-ubyte", Arrays.copyOf(content, content.length - 1));
    rejects(file, "IDX file %s must hold 18 bytes after its sizes [2, 3, 3], got 17", file);
    Path header = write("b-idx3-ubyte", Arrays.copyOf(content, 10));
    rejects(header, "IDX file %s must have positive sizes, got -1", header);
  }

  @Test
  void truncatedGzip() throws IOException {
    String message = "%s %s must be whole, got a gzip stream that ends early or is damaged";
    byte[] idx = gzip(idxImages(20, 8, 8));
    Path file = write("a-idx3-ubyte.gz", Arrays.copyOf(idx, idx.length / 2));
    rejects(file, message, "IDX file", file);
    byte[] cifar = gzip(cifar(1, 2));
    Path batch = write("a.bin.gz", Arrays.copyOf(cifar, cifar.length - 9));
    rejects(batch, message, "CIFAR-10 file", batch);
    Path stub = write("b-idx3-ubyte.gz", Arrays.copyOf(idx, 5));
    rejects(stub, message, "IDX file", stub);
  }

  @Test
  void cifarOfAnotherLength() throws IOException {
    Path file = write("a.bin", new byte[3072]);
    rejects(file, "CIFAR-10 file %s must hold records of 3,073 bytes, got 3,072 bytes", file);
    write("batches.meta.txt", "cat\n".getBytes(StandardCharsets.UTF_8));
    Path one = write("b.bin", cifar(1));
    rejects(
        one,
        "class names %s must name class 1 of %s, got 1 names",
        folder.resolve("batches.meta.txt"),
        one);
  }

  @Test
  void matlabFileOfOtherVariables() throws IOException {
    Path file = resource("other_names.mat");
    rejects(
        file,
        "MATLAB file %s must hold the numbers X (32, 32, 3, N) and y (N), got data, labels",
        file);
    Path text = write("a.mat", "no MATLAB".getBytes(StandardCharsets.UTF_8));
    String damaged =
        "MATLAB file %s must be whole and of version 5, got one that is damaged or of another";
    rejects(text, damaged, text);
    byte[] content = Files.readAllBytes(resource("train_32x32.mat"));
    Path cut = write("b.mat", Arrays.copyOf(content, content.length / 2));
    rejects(cut, damaged, cut);
  }

  @Test
  void npzOfOtherArrays() throws IOException {
    Path floats = resource("float.npz");
    rejects(
        floats,
        "images of npz file %s must be uint8 of sizes (N, H, W), (N, H, W, C) or (N, C, H, W), got"
            + " <f8 of [4, 32, 32]",
        floats);
    byte[] content = Files.readAllBytes(resource("grey.npz"));
    Path cut = write("a.npz", Arrays.copyOf(content, content.length / 2));
    rejects(cut, "npz file %s must be a whole zip of arrays, got a damaged one", cut);
  }

  @Test
  void setsOfOtherShapes() throws IOException {
    Path colour = write("a.bin", cifar(1));
    Path grey = resource("grey.npz");
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> ImageSource.of(List.of(colour.toString(), grey.toString())).read());
    assertEquals(
        "image sets must be of one shape, got 3 x 32 x 32 of %s and 1 x 32 x 32 of %s"
            .formatted(colour, grey),
        e.getMessage());
  }

  @Test
  void publishedFolderWithoutThePart() throws IOException {
    write("test_batch.bin", cifar(1));
    write("other.bin", cifar(1));
    rejects(
        folder,
        "image folder %s must hold the published files of its training part, got other.bin,"
            + " test_batch.bin",
        folder);
  }

  @Test
  void pathsThatAreNotThere() throws IOException {
    write("train.npz", new byte[0]);
    rejects(
        folder.resolve("trian.npz"),
        "image set must exist, got %s; did you mean %s?",
        folder.resolve("trian.npz"),
        folder.resolve("train.npz"));
    rejects(
        folder.resolve("none/a.npz"),
        "image set must exist, got %s (there is no folder %s)",
        folder.resolve("none/a.npz"),
        folder.resolve("none"));
  }

  @Test
  void unreadableFolder() throws IOException {
    Path closed = Files.createDirectory(folder.resolve("closed"));
    assumeTrue(closed.toFile().setReadable(false) && !Files.isReadable(closed), "not as root");
    rejects(closed, "image set must be readable, got %s", closed);
  }
}
