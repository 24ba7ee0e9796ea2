"""Receptive fields of the bundled networks beside published ones.

Most are those of the library of Araujo, Norris and Sim 2019, 'Computing receptive fields of convolutional neural
networks' (github.com/google-research/receptive_field, RECEPTIVE_FIELD_TABLE.md): size, effective stride and effective
padding, at 321 pixels where TensorFlow's `same` pads both sides alike, as these files do. Its ResNets stride at the end
of a stage, so that only the sizes are compared before the last one.
"""

import re

import pytest

import convcalc

VGG16 = """
stage1/conv3/1/conv 3 1 1;   stage1/maxpool 6 2 2;         stage2/conv3/1/conv 10 2 4;    stage2/maxpool 16 4 6
stage3/conv3/1/conv 24 4 10; stage3/conv3/2/conv 32 4 14;  stage3/maxpool 44 8 18;        stage4/conv3/1/conv 60 8 26
stage4/conv3/2/conv 76 8 34; stage4/maxpool 100 16 42;     stage5/conv3/1/conv 132 16 58
stage5/conv3/2/conv 164 16 74; stage5/maxpool 212 32 90
"""
MOBILENET = """
conv1 3 2 1;               separable/conv 7 2 3;      separable_2/conv 11 4 5;    separable_3/conv 19 4 9
separable_4/conv 27 8 13;  separable_5/conv 43 8 21;  separable_6/conv 59 16 29;  separable_7/1/conv 91 16 45
separable_7/2/conv 123 16 61; separable_7/3/conv 155 16 77; separable_7/4/conv 187 16 93; separable_7/5/conv 219 16 109
separable_8/conv 251 32 125; separable_9/conv 315 32 157
"""
VGG11 = """
stage1/conv3/1/conv 3 1 1;    stage1/maxpool 4 2 1;         stage2/conv3/1/conv 8 2 3;     stage2/maxpool 10 4 3
stage3/conv3/1/conv 18 4 7;   stage3/conv3/2/conv 26 4 11;  stage3/maxpool 30 8 11;        stage4/conv3/1/conv 46 8 19
stage4/conv3/2/conv 62 8 27;  stage4/maxpool 70 16 27;      stage5/conv3/1/conv 102 16 43
stage5/conv3/2/conv 134 16 59; stage5/maxpool 150 32 59
"""
INCEPTION_V3 = """
Conv2d_1a_3x3 3 2 0;   Conv2d_2a_3x3 7 2 0;   Conv2d_2b_3x3 11 2 2;  MaxPool_3a_3x3 15 4 2;  Conv2d_3b_1x1 15 4 2
Conv2d_4a_3x3 23 4 2;  MaxPool_5a_3x3 31 8 2; Mixed_5b 63 8 18;      Mixed_5c 95 8 34;       Mixed_5d 127 8 50
Mixed_6a 159 16 58;    Mixed_6b 351 16 154;   Mixed_6c 543 16 250;   Mixed_6d 735 16 346;    Mixed_6e 927 16 442
Mixed_7a 1055 32 490;  Mixed_7b 1183 32 554;  Mixed_7c 1311 32 618
"""
# alexnet_v2 does not pad its first filter, which moves all cells by 2 pixels: sizes and strides only.
ALEXNET = (
    "conv1/conv 11 4; pool1 19 8; conv2/conv 51 8; conv3/conv 99 16; conv4/conv 131 16; conv5/conv 163 16; pool5 195 32"
)
RESNETS = {
    "resnet50": "conv2_x 35; conv3_x 99; conv4_x 291; conv5_x 483 32 241",
    "resnet101": "conv2_x 35; conv3_x 99; conv4_x 835; conv5_x 1027 32 513",
    "resnet152": "conv2_x 35; conv3_x 163; conv4_x 1315; conv5_x 1507 32 753",
}


def fields(name, depth=None, **symbols):
    report = convcalc.load(name, **symbols).evaluate(receptive_field=True)
    report = report.folded(depth) if depth else report
    return {row.name: row.field for row in report.rows}


@pytest.mark.parametrize(
    ("name", "depth", "table"),
    [
        ("vgg11", None, VGG11),
        ("vgg16", None, VGG16),
        ("inception_v3", 1, INCEPTION_V3),
        ("mobilenet", None, MOBILENET),
        ("alexnet", None, ALEXNET),
    ]
    + [(name, 1, table) for name, table in RESNETS.items()],
)
def test_the_figures_of_the_receptive_field_library(name, depth, table):
    found = fields(name, depth)
    lines = [line.split() for line in re.split(r"[;\n]", table) if line.strip()]
    assert len(lines) >= 4
    for row, *published in lines:
        for axis in found[row].axes:
            assert [axis.size, axis.jump, -axis.start][: len(published)] == list(map(int, published)), row


def test_resnet_50_with_the_strides_of_torchvision():
    """The sum of (F - 1)*j over conv1, the pooling, and the 3x3 of each unit, of which the first of a stage strides."""
    stages = 3 * [4] + [4] + 3 * [8] + [8] + 5 * [16] + [16] + 2 * [32]
    by_hand = 1 + 6 * 1 + 2 * 2 + sum(2 * jump for jump in stages)
    assert by_hand == 427
    assert [axis.size for axis in fields("resnet50", 1, stride_in_1x1=False)["conv5_x"].axes] == [by_hand] * 2


def test_the_dense_layers_of_vgg_16_see_404_pixels_as_convolutions():
    """Chen et al. 2014, DeepLab: 224x224 with zero padding, 404x404 if applied convolutionally."""
    found = fields("vgg16")
    assert found["fc6/dense"].axes[0].size == 404
    assert found["fc6/dense"].seen == 1
    assert found["stage5/maxpool"].seen < 1


@pytest.mark.parametrize(("convolutions", "field"), [(1, 3), (2, 5), (3, 7)])
def test_stacked_3x3_filters_see_what_a_larger_one_sees(convolutions, field):
    """Simonyan and Zisserman 2014, section 2.3: two 3x3 layers have an effective receptive field of 5x5, three 7x7."""
    found = fields("vgg16", None, convs1=convolutions)
    assert [axis.size for axis in found[f"stage1/conv3/{convolutions}/conv"].axes] == [field] * 2
