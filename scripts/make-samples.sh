#!/usr/bin/env bash
# Makes the sample clips from nothing but ffmpeg's own generators, so that they are ours to give away.
set -euo pipefail
cd "$(dirname "$0")/../assets/samples/A walk through the hills"
colours=('c0=0x2b3a67:c1=0xf2a65a' 'c0=0x1b4332:c1=0x95d5b2' 'c0=0x3d1e6d:c1=0xffb4a2')
for n in 1 2 3; do
  ffmpeg -v error -y -f lavfi -i "gradients=s=640x360:r=25:d=6:${colours[n-1]}:n=2:speed=0.02:seed=$n" -f lavfi -i "sine=frequency=$((220 * n)):duration=6:sample_rate=48000" \
    -filter_complex "[0:v]drawbox=x=0:y=ih-90-$((40 * (n - 1))):w=iw:h=ih:color=black@0.35:t=fill,format=yuv420p[v];[1:a]volume=0.05,afade=t=in:d=1,afade=t=out:st=5:d=1[a]" \
    -map '[v]' -map '[a]' -c:v libx264 -preset slow -crf 30 -g 50 -c:a aac -b:a 64k -movflags +faststart "hills_0$n.mp4"
done
printf '1\n00:00:00,500 --> 00:00:05,500\nUp we go.\n' > hills_01.srt
