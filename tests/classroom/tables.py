"""The tables of the lectures as they are printed: a line a row, cells between tabs, and × where
the lectures have it. Empty cells at the end of a line are left out."""

GOOGLENET = """\
type	patch size/stride	output size	depth	#1×1	#3×3 reduce	#3×3	#5×5 reduce	#5×5	pool proj	params	ops
convolution	7×7/2	112×112×64	1							2.7K	34M
max pool	3×3/2	56×56×64	0
convolution	3×3/1	56×56×192	2		64	192				112K	360M
max pool	3×3/2	28×28×192	0
inception (3a)		28×28×256	2	64	96	128	16	32	32	159K	128M
inception (3b)		28×28×480	2	128	128	192	32	96	64	380K	304M
max pool	3×3/2	14×14×480	0
inception (4a)		14×14×512	2	192	96	208	16	48	64	364K	73M
inception (4b)		14×14×512	2	160	112	224	24	64	64	437K	88M
inception (4c)		14×14×512	2	128	128	256	24	64	64	463K	100M
inception (4d)		14×14×528	2	112	144	288	32	64	64	580K	119M
inception (4e)		14×14×832	2	256	160	320	32	128	128	840K	170M
max pool	3×3/2	7×7×832	0
inception (5a)		7×7×832	2	256	160	320	32	128	128	1072K	54M
inception (5b)		7×7×1024	2	384	192	384	48	128	128	1388K	71M
avg pool	7×7/1	1×1×1024	0
dropout (40%)		1×1×1024	0
linear		1×1×1000	1							1000K	1M
softmax		1×1×1000	0
"""

# The third line has no name and no size in print: it is the rest of conv2_x.
RESNET = """\
layer name	output size	18-layer	34-layer	50-layer	101-layer	152-layer
conv1	112×112	7×7, 64, stride 2
conv2_x	56×56	3×3 max pool, stride 2
		[3×3, 64; 3×3, 64] × 2	[3×3, 64; 3×3, 64] × 3	[1×1, 64; 3×3, 64; 1×1, 256] × 3	[1×1, 64; 3×3, 64; 1×1, 256] × 3	[1×1, 64; 3×3, 64; 1×1, 256] × 3
conv3_x	28×28	[3×3, 128; 3×3, 128] × 2	[3×3, 128; 3×3, 128] × 4	[1×1, 128; 3×3, 128; 1×1, 512] × 4	[1×1, 128; 3×3, 128; 1×1, 512] × 4	[1×1, 128; 3×3, 128; 1×1, 512] × 8
conv4_x	14×14	[3×3, 256; 3×3, 256] × 2	[3×3, 256; 3×3, 256] × 6	[1×1, 256; 3×3, 256; 1×1, 1024] × 6	[1×1, 256; 3×3, 256; 1×1, 1024] × 23	[1×1, 256; 3×3, 256; 1×1, 1024] × 36
conv5_x	7×7	[3×3, 512; 3×3, 512] × 2	[3×3, 512; 3×3, 512] × 3	[1×1, 512; 3×3, 512; 1×1, 2048] × 3	[1×1, 512; 3×3, 512; 1×1, 2048] × 3	[1×1, 512; 3×3, 512; 1×1, 2048] × 3
	1×1	average pool, 1000-d fc, softmax
"""  # noqa: E501

ALEXNET = """\
layer	Filter	Stride	Padding	Input	Output
Conv1	11x11x3 (96)	4	0	224x224x3	55x55x96
Maxpool1	3x3	2	-	55x55x96	27x27x96
Norm1	-	-	-	27x27x96	27x27x96
Conv2	5x5x96 (256)	1	2	27x27x96	27x27x256
Maxpool2	3x3	2	-	27x27x256	13x13x256
Norm2	-	-	-	13x13x256	13x13x256
Conv3	3x3x256 (348)	1	1	13x13x256	13x13x384
Conv4	3x3x384 (348)	1	1	13x13x384	13x13x384
Conv5	3x3x384 (256)	1	1	13x13x384	13x13x256
Maxpool3	3x3	2	-	13x13x256	6x6x256
FC1	-	-	-	6x6x256	4096
FC2	-	-	-	4096	1000
"""

# Without its first line, the input image, and its column headers, which the file writes without their indices.
SQUEEZENET = """\
conv1	111x111x96	7x7/2 (x96)	1				100% (7x7)			6bit	14,208	14,208
maxpool1	55x55x96	3x3/2	0
fire2	55x55x128		2	16	64	64	100%	100%	33%	6bit	11,920	5,746
fire3	55x55x128		2	16	64	64	100%	100%	33%	6bit	12,432	6,258
fire4	55x55x256		2	32	128	128	100%	100%	33%	6bit	45,344	20,646
maxpool4	27x27x256	3x3/2	0
fire5	27x27x256		2	32	128	128	100%	100%	33%	6bit	49,440	24,742
fire6	27x27x384		2	48	192	192	100%	50%	33%	6bit	104,880	44,700
fire7	27x27x384		2	48	192	192	50%	100%	33%	6bit	111,024	46,236
fire8	27x27x512		2	64	256	256	100%	50%	33%	6bit	188,992	77,581
maxpool8	13x12x512	3x3/2	0
fire9	13x13x512		2	64	256	256	50%	100%	30%	6bit	197,184	77,581
conv10	13x13x1000	1x1/1 (x1000)	1				20% (3x3)			6bit	513,000	103,400
avgpool10	1x1x1000	13x13/1	0
"""

# The lines '5×' in print are written out here.
REPEATED = "Conv dw / s1	3×3×512 dw	14×14×512\n	1×1×512×512	14×14×512\n"
MOBILENET = f"""\
Type / Stride	Filter Shape	Input Size
Conv / s2	3×3×3×32	224×224×3
Conv dw / s1	3×3×32 dw	112×112×32
Conv / s1	1×1×32×64	112×112×32
Conv dw / s2	3×3×64 dw	112×112×64
Conv / s1	1×1×64×128	56×56×64
Conv dw / s1	3×3×128 dw	56×56×128
Conv / s1	1×1×128×128	56×56×128
Conv dw / s2	3×3×128 dw	56×56×128
Conv / s1	1×1×128×256	28×28×128
Conv dw / s1	3×3×256 dw	28×28×256
Conv / s1	1×1×256×256	28×28×256
Conv dw / s2	3×3×256 dw	28×28×256
Conv / s1	1×1×256×512	14×14×256
{5 * REPEATED}Conv dw / s2	3×3×512 dw	14×14×512
Conv / s1	1×1×512×1024	7×7×512
Conv dw / s2	3×3×1024 dw	7×7×1024
Conv / s1	1×1×1024×1024	7×7×1024
Avg Pool / s1	Pool 7×7	7×7×1024
FC / s1	1024×1000	1×1×1024
Softmax / s1	Classifier	1×1×1000
"""

# Simonyan and Zisserman 2014, Table 1, columns A, B, D and E: the depths of the 3x3 filters, stage by stage.
VGG = {
    "11": ("64", "128", "256 256", "512 512", "512 512"),
    "13": ("64 64", "128 128", "256 256", "512 512", "512 512"),
    "16": ("64 64", "128 128", "256 256 256", "512 512 512", "512 512 512"),
    "19": ("64 64", "128 128", "256 256 256 256", "512 512 512 512", "512 512 512 512"),
}
