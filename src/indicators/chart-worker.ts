import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parentPort } from 'node:worker_threads';
import { createCanvas, GlobalFonts } from '@napi-rs/canvas';
import * as echarts from 'echarts';
import { formatNumber } from './numbers.ts';
import type { ChartSpec } from './types.ts';

/** Width and height in pixels: readable on a phone held upright, sharp on its dense screen. */
const WIDTH = 1080;
const HEIGHT = 1080;
const FONT = 'Be Vietnam Pro';
const COLOURS = ['#0b6e4f', '#c8553d', '#3a6ea5', '#8d6a9f', '#d4a017'];
/** Labels longer than this many bars would overlap. */
const MOST_LABELS = 14;

const fonts = dirname(
  createRequire(import.meta.url).resolve('@expo-google-fonts/be-vietnam-pro/package.json'),
);
for (const [folder, file] of [
  ['400Regular', 'BeVietnamPro_400Regular.ttf'],
  ['600SemiBold', 'BeVietnamPro_600SemiBold.ttf'],
]) {
  GlobalFonts.registerFromPath(join(fonts, folder ?? '', file ?? ''), FONT);
}

/** Draws a chart as PNG. Runs in a worker: it takes 100 to 300 ms. */
export function drawChart(spec: ChartSpec): Buffer {
  const canvas = createCanvas(WIDTH, HEIGHT);
  echarts.setPlatformAPI({ createCanvas: () => createCanvas(32, 32) as unknown as HTMLCanvasElement });
  const chart = echarts.init(canvas as unknown as HTMLElement, undefined, {
    width: WIDTH,
    height: HEIGHT,
    devicePixelRatio: 1,
  });
  try {
    chart.setOption(optionsOf(spec));
    return canvas.toBuffer('image/png');
  } finally {
    // An instance that is not disposed keeps the process alive for ever.
    chart.dispose();
  }
}

function optionsOf(spec: ChartSpec): echarts.EChartsCoreOption {
  const title = wrap(spec.title, 44);
  const subtitle = wrap(spec.subtitle, 62);
  const footer = wrap(spec.footer, 74);
  const several = spec.series.length > 1;
  const top =
    44 +
    title.length * 52 +
    subtitle.length * 38 +
    (several ? 60 + Math.ceil(spec.series.length / 2) * 34 : 40);
  const points = spec.categories.length * spec.series.length;
  const longest = Math.max(...spec.categories.map((name) => name.length));
  const sideways = spec.type === 'bar' && longest > 12;
  const names = {
    type: 'category',
    data: sideways ? [...spec.categories].reverse() : spec.categories,
    axisLabel: {
      fontSize: 27,
      fontFamily: FONT,
      color: '#222',
      lineHeight: 32,
      interval: 0,
      formatter: (name: string) => wrap(name, sideways ? 16 : 12).join('\n'),
    },
    axisTick: { show: false },
  };
  const values = {
    type: 'value',
    axisLabel: {
      fontSize: 25,
      fontFamily: FONT,
      color: '#444',
      lineHeight: 30,
      formatter: (value: number) => formatNumber(value),
    },
    splitLine: { lineStyle: { color: '#ddd' } },
    splitNumber: 4,
  };
  return {
    animation: false,
    backgroundColor: '#ffffff',
    color: COLOURS,
    textStyle: { fontFamily: FONT },
    title: [
      {
        text: title.join('\n'),
        left: 40,
        top: 32,
        textStyle: { fontSize: 40, fontWeight: 600, lineHeight: 52, fontFamily: FONT, color: '#111' },
      },
      {
        text: subtitle.join('\n'),
        left: 40,
        top: 36 + title.length * 52,
        textStyle: { fontSize: 27, fontWeight: 400, lineHeight: 38, fontFamily: FONT, color: '#444' },
      },
      {
        text: footer.join('\n'),
        left: 40,
        bottom: 26,
        textStyle: { fontSize: 23, fontWeight: 400, lineHeight: 32, fontFamily: FONT, color: '#555' },
      },
    ],
    legend: several
      ? {
          left: 34,
          top: top - 28 - Math.ceil(spec.series.length / 2) * 34,
          textStyle: { fontSize: 26, fontFamily: FONT, lineHeight: 32 },
          itemWidth: 28,
          itemHeight: 18,
        }
      : undefined,
    grid: { left: 40, right: 60, top, bottom: 60 + footer.length * 34, containLabel: true },
    xAxis: sideways ? values : names,
    yAxis: sideways ? names : values,
    series: spec.series.map((series) => {
      const labels = sideways ? [...series.labels].reverse() : series.labels;
      return {
        type: spec.type,
        name: series.name,
        data: sideways ? [...series.values].reverse() : series.values,
        barMaxWidth: 110,
        labelLayout: spec.type === 'line' && several ? { moveOverlap: 'shiftY' } : undefined,
        symbolSize: 14,
        lineStyle: { width: 5 },
        label: {
          show: points <= MOST_LABELS,
          position: sideways ? 'right' : 'top',
          fontSize: 27,
          lineHeight: 32,
          fontWeight: 600,
          fontFamily: FONT,
          color: '#111',
          // As printed, so that 7/20 stays 7/20.
          formatter: ({ dataIndex }: { dataIndex: number }) => labels[dataIndex] ?? '',
        },
      };
    }),
  };
}

/** Breaks a text into lines of at most `width` letters at spaces. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line && line.length + word.length + 1 > width) {
      lines.push(line);
      line = word;
    } else line = line ? `${line} ${word}` : word;
  }
  if (line) lines.push(line);
  return lines;
}

parentPort?.on('message', ({ id, spec }: { id: number; spec: ChartSpec }) => {
  try {
    const png = drawChart(spec);
    parentPort?.postMessage({ id, png });
  } catch (error) {
    parentPort?.postMessage({ id, error: error instanceof Error ? error.message : String(error) });
  }
});
